import { useState } from "react";

const meanings: Record<string, string> = {
  measured: "counted from the shop's own records",
  estimated: "computed from measured figures, with an error",
  assumed: "a default, because the shop does not say",
  generated: "invented by the sandbox, not by a real shop",
};

/** Where a figure comes from; pressed, it says what that word means. */
export function Mark({ of, provenance }: { of?: string; provenance: string }) {
  const [open, setOpen] = useState(false);
  const [word = provenance] = provenance.split(":");
  const meaning = meanings[word] ?? provenance;
  return (
    <button type="button" className="mark" title={meaning} aria-expanded={open} onClick={() => setOpen(!open)}>
      {of ? `${of}: ${word}` : word}
      {open && ` (${meaning})`}
    </button>
  );
}
