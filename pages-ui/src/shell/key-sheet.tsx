import { Dialog } from "../ui/dialog.tsx";
import { modKey } from "./top-bar.tsx";

const keys: [key: string, what: string][] = [
  [`${modKey}K`, "go to or do something"],
  ["?", "these keys"],
  ["1 – 9", "the pages of the rail, in order"],
  ["J  K", "next, previous proposal"],
  ["A", "approve the proposal in front"],
  ["E", "edit its values"],
  ["R", "reject it, with a reason"],
  ["Esc", "close what is open"],
];

export function KeySheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="keys">
        {keys.map(([key, what]) => (
          <div key={key} style={{ display: "contents" }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
