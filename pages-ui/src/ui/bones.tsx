/** Holds the place of rows that are on their way. */
export function Bones({ rows, tall = false }: { rows: number; tall?: boolean }) {
  return (
    <div className={tall ? "bones tall" : "bones"} role="status">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bones have no identity
        <i key={index} aria-hidden="true" />
      ))}
    </div>
  );
}
