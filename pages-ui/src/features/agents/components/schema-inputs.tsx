import { useState } from "react";
import { amount, parseAmount } from "../../../lib/format/money.ts";
import type { Field } from "../schema/json-schema.ts";
import { isShare, percentAsShare, shareAsPercent } from "../schema/units.ts";

interface InputProps {
  id: string;
  value: unknown;
  onChange: (value: unknown) => void;
  invalid: boolean;
}

/** Keeps what is typed, and hands on only what is a number within its bounds. */
export function NumberInput({
  id,
  field,
  absent,
  value,
  onChange,
  onBroken,
  invalid,
}: InputProps & { field: Field & { type: "number" }; absent: boolean; onBroken: (bad: boolean) => void }) {
  const share = isShare(field);
  const [text, setText] = useState(share && typeof value === "number" ? shareAsPercent(value) : String(value ?? ""));
  const leftOut = (typed: string) => absent && typed.trim() === "";
  const change = (next: string) => {
    setText(next);
    const fit = leftOut(next) || fits(next, field);
    onBroken(!fit);
    if (fit) onChange(leftOut(next) ? undefined : numberIn(next, field));
  };
  return (
    <input
      id={id}
      inputMode="decimal"
      className="num"
      placeholder={absent ? "as usual" : undefined}
      aria-invalid={invalid || !(leftOut(text) || fits(text, field))}
      title={boundsText(field)}
      value={text}
      onChange={(event) => change(event.target.value)}
    />
  );
}

/** Minor units as an amount a person would write. */
export function MoneyInput({
  id,
  currency,
  value,
  onChange,
  onBroken,
  invalid,
}: InputProps & { currency: string; onBroken: (bad: boolean) => void }) {
  const [text, setText] = useState(typeof value === "number" ? amount(value, currency).replaceAll(",", "") : "");
  const change = (next: string) => {
    setText(next);
    const minor = parseAmount(next, currency);
    onBroken(minor === null);
    if (minor !== null) onChange(minor);
  };
  return (
    <input
      id={id}
      inputMode="decimal"
      className="num"
      aria-invalid={invalid || parseAmount(text, currency) === null}
      title={currency}
      value={text}
      onChange={(event) => change(event.target.value)}
    />
  );
}

function numberIn(text: string, field: Field & { type: "number" }): number {
  return isShare(field) ? percentAsShare(text) : Number(text);
}

function fits(text: string, field: Field & { type: "number" }): boolean {
  const { whole, least, most } = field;
  const number = numberIn(text, field);
  if (text.trim() === "" || !Number.isFinite(number) || (whole && !Number.isInteger(number))) return false;
  return (least === null || number >= least) && (most === null || number <= most);
}

function boundsText(field: Field & { type: "number" }): string | undefined {
  const { least, most } = field;
  const shown = (bound: number) => (isShare(field) ? `${shareAsPercent(bound)} %` : String(bound));
  if (least !== null && most !== null) return `${shown(least)} to ${shown(most)}`;
  if (least !== null) return `${shown(least)} or more`;
  return most === null ? undefined : `${shown(most)} or less`;
}

export function ListInput({ id, value, onChange, invalid }: InputProps) {
  const items = Array.isArray(value) ? value.map(String) : [];
  const [text, setText] = useState(items.join(", "));
  return (
    <input
      id={id}
      type="text"
      placeholder="none; commas between several"
      aria-invalid={invalid}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        onChange(
          event.target.value
            .split(",")
            .map((item) => item.trim())
            .filter(Boolean),
        );
      }}
    />
  );
}

export function JsonInput({
  id,
  value,
  onChange,
  onBroken,
  invalid,
}: InputProps & { onBroken: (bad: boolean) => void }) {
  const [text, setText] = useState(() => JSON.stringify(value ?? null, null, 2));
  const [broken, setBroken] = useState(false);
  const change = (next: string) => {
    setText(next);
    let bad = false;
    try {
      onChange(JSON.parse(next));
    } catch {
      // Half-typed JSON: the last whole value stays until it parses again.
      bad = true;
    }
    setBroken(bad);
    onBroken(bad);
  };
  return (
    <textarea
      id={id}
      rows={Math.min(8, text.split("\n").length + 1)}
      spellCheck={false}
      style={{ fontFamily: "var(--mono)", fontSize: 12 }}
      aria-invalid={invalid || broken}
      value={text}
      onChange={(event) => change(event.target.value)}
    />
  );
}
