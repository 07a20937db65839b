import { useId, useState } from "react";
import { amount, parseAmount } from "../../../lib/format/money.ts";

interface LimitInputProps {
  label: string;
  hint?: string;
  unit?: string;
  /** Currency, when the value is in its minor units. */
  money?: string;
  value: number | null;
  required?: boolean;
  disabled?: boolean;
  onChange: (value: number | null) => void;
}

/** A limit; empty means that there is none. */
export function LimitInput({ label, hint, unit, money, value, required = false, disabled, onChange }: LimitInputProps) {
  const id = useId();
  const [text, setText] = useState(
    value === null ? "" : money ? amount(value, money).replaceAll(",", "") : String(value),
  );
  const [wrong, setWrong] = useState(false);
  const change = (next: string) => {
    setText(next);
    const empty = next.trim() === "";
    const parsed = empty ? null : money ? parseAmount(next, money) : plainNumber(next);
    const bad = (empty && required) || (!empty && parsed === null);
    setWrong(bad);
    if (!bad) onChange(parsed);
  };
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {(unit ?? money) && <span className="faint"> {unit ?? money}</span>}
      </label>
      <div className="control">
        <input
          id={id}
          className="num"
          inputMode="decimal"
          disabled={disabled}
          placeholder={required ? undefined : "no limit"}
          aria-invalid={wrong}
          value={text}
          onChange={(event) => change(event.target.value)}
        />
      </div>
      {hint && <span className="hint">{hint}</span>}
    </div>
  );
}

function plainNumber(text: string): number | null {
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}
