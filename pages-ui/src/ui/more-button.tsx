interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

export function MoreButton({ query, name = "Show older" }: { query: Paged; name?: string }) {
  if (!query.hasNextPage) return null;
  return (
    <p>
      <button
        type="button"
        className="btn plain"
        disabled={query.isFetchingNextPage}
        onClick={() => query.fetchNextPage()}
      >
        {query.isFetchingNextPage ? "Loading …" : name}
      </button>
    </p>
  );
}
