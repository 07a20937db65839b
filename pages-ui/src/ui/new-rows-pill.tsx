import { plural } from "../lib/format/number.ts";

/** Stands where new rows would push the list down. */
export function NewRowsPill({
  count,
  one,
  many,
  onPress,
}: {
  count: number;
  one: string;
  many?: string;
  onPress: () => void;
}) {
  return (
    <div className="pill-slot" aria-live="polite">
      {count > 0 && (
        <button type="button" className="btn pill" onClick={onPress}>
          Show {plural(count, `new ${one}`, many && `new ${many}`)}
        </button>
      )}
    </div>
  );
}
