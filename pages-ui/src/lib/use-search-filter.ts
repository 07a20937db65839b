import { useLocation, useSearch } from "wouter";

/** Filters live in the address, so that a view can be sent to somebody. */
export function useSearchFilter(): [URLSearchParams, (name: string, value: string) => void] {
  const params = new URLSearchParams(useSearch());
  const [path, navigate] = useLocation();
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    navigate(next.size > 0 ? `${path}?${next}` : path, { replace: true });
  };
  return [params, set];
}
