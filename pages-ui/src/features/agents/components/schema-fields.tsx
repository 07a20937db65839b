import { useId } from "react";
import { isRecord } from "../../../ledger/values.ts";
import { useShop } from "../../shop/api.ts";
import { blankOf, type Described, type Field } from "../schema/json-schema.ts";
import { labelAndUnit } from "../schema/units.ts";
import { JsonInput, ListInput, MoneyInput, NumberInput } from "./schema-inputs.tsx";

interface Shared {
  /** Dotted, as the agent names it in its refusals. */
  path: string;
  wrong: ReadonlyMap<string, string>;
  onBroken: (path: string, bad: boolean) => void;
}

interface GroupProps extends Shared {
  fields: { name: string; field: Described }[];
  value: unknown;
  onChange: (value: Record<string, unknown>) => void;
}

export function SchemaGroup({ fields, value, onChange, path, ...shared }: GroupProps) {
  const record = isRecord(value) ? value : {};
  return fields.map(({ name, field }) => (
    <SchemaField
      key={name}
      {...shared}
      path={path ? `${path}.${name}` : name}
      name={name}
      field={field}
      value={record[name] ?? (record[name] === null ? null : field.standard)}
      onChange={(next) => onChange(put(record, name, next))}
    />
  ));
}

/** `undefined` takes the key away: JSON has no other word for it. */
function put(record: Record<string, unknown>, name: string, value: unknown): Record<string, unknown> {
  const { [name]: _old, ...rest } = record;
  return value === undefined ? rest : { ...record, [name]: value };
}

interface FieldProps extends Shared {
  name: string;
  field: Described;
  value: unknown;
  onChange: (value: unknown) => void;
}

function SchemaField({ name, field, value, onChange, path, wrong, onBroken }: FieldProps) {
  const id = useId();
  const currency = useShop().data?.shop?.currency ?? "GBP";
  const money = name.endsWith("Minor") ? currency : null;
  const [label, unit] = labelAndUnit(name, field, currency);
  const problem = wrong.get(path);
  if (field.type === "group")
    return (
      <fieldset className="group">
        <legend>{label}</legend>
        {field.hint && <p className="faint">{field.hint}</p>}
        <div className="form">
          <SchemaGroup
            fields={field.fields}
            value={value}
            onChange={onChange}
            path={path}
            wrong={wrong}
            onBroken={onBroken}
          />
        </div>
      </fieldset>
    );
  if (field.type === "optional") {
    const on = value !== null && value !== undefined;
    return (
      <>
        <div className="field">
          <label htmlFor={id}>{label}</label>
          <div className="control">
            <span>
              <input id={id} type="checkbox" checked={on} onChange={() => onChange(on ? null : blankOf(field.field))} />
            </span>
          </div>
          {field.hint && <span className="hint">{field.hint}</span>}
        </div>
        {on && (
          <SchemaField
            name={name}
            field={{ ...field.field, hint: null, standard: undefined, absent: false }}
            value={value}
            onChange={onChange}
            path={path}
            wrong={wrong}
            onBroken={onBroken}
          />
        )}
      </>
    );
  }
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {unit && <span className="faint"> {unit}</span>}
      </label>
      <div className="control">
        <Control
          id={id}
          field={field}
          absent={field.absent}
          value={value}
          onChange={onChange}
          onBroken={(bad) => onBroken(path, bad)}
          invalid={problem !== undefined}
          money={money}
        />
      </div>
      {field.hint && <span className="hint">{field.hint}</span>}
      {problem && <span className="wrong">{problem}</span>}
    </div>
  );
}

interface ControlProps {
  id: string;
  field: Exclude<Field, { type: "group" | "optional" }>;
  absent: boolean;
  value: unknown;
  onChange: (value: unknown) => void;
  onBroken: (bad: boolean) => void;
  invalid: boolean;
  /** Its currency, when the value is in minor units. */
  money: string | null;
}

function Control({ id, field, absent, value, onChange, onBroken, invalid, money }: ControlProps) {
  switch (field.type) {
    case "boolean":
      return (
        <span>
          <input
            id={id}
            type="checkbox"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
          />
        </span>
      );
    case "number":
      if (money)
        return (
          <MoneyInput
            id={id}
            currency={money}
            value={value}
            onChange={onChange}
            onBroken={onBroken}
            invalid={invalid}
          />
        );
      return (
        <NumberInput
          id={id}
          field={field}
          absent={absent}
          value={value}
          onChange={onChange}
          onBroken={onBroken}
          invalid={invalid}
        />
      );
    case "choice":
      return (
        <select id={id} value={String(value)} onChange={(event) => onChange(event.target.value)}>
          {field.options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      );
    case "text":
      return (
        <input
          id={id}
          type="text"
          pattern={field.pattern ?? undefined}
          aria-invalid={invalid}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "texts":
      return <ListInput id={id} value={value} onChange={onChange} invalid={invalid} />;
    case "json":
      return <JsonInput id={id} value={value} onChange={onChange} onBroken={onBroken} invalid={invalid} />;
  }
}
