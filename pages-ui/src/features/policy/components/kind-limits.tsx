import { kindName } from "../../../ledger/claim.ts";
import { sentence } from "../../../lib/format/number.ts";
import type { KindPolicy } from "../api.ts";
import { LimitInput } from "./limit-input.tsx";

const rules: Record<KindPolicy["rule"], string> = { ask: "ask me", auto: "within limits", deny: "never" };

interface KindLimitsProps {
  kind: string;
  limits: KindPolicy;
  currency: string;
  disabled: boolean;
  onChange: (limits: KindPolicy) => void;
}

/** One kind of change: ask, let through within limits, or never. Limits show only where they bind. */
export function KindLimits({ kind, limits, currency, disabled, onChange }: KindLimitsProps) {
  const set = (part: Partial<KindPolicy>) => onChange({ ...limits, ...part });
  return (
    <fieldset className="group inline" disabled={disabled}>
      <legend>{sentence(kindName(kind))}</legend>
      <div>
        <div className="choice" role="radiogroup" aria-label={`Rule for ${kindName(kind)}`}>
          {(Object.keys(rules) as KindPolicy["rule"][]).map((rule) => (
            <label key={rule}>
              <input type="radio" name={`rule ${kind}`} checked={limits.rule === rule} onChange={() => set({ rule })} />
              {rules[rule]}
            </label>
          ))}
        </div>
      </div>
      {limits.rule === "auto" && (
        <div className="form" style={{ marginTop: 12 }}>
          <LimitInput
            label="Largest move"
            unit="%"
            value={limits.largestMovePercent}
            onChange={(largestMovePercent) => set({ largestMovePercent })}
          />
          <LimitInput
            label="Most money in one change"
            money={currency}
            value={limits.largestMoneyMinor}
            onChange={(largestMoneyMinor) => set({ largestMoneyMinor })}
          />
          <LimitInput
            label="Most changes a day"
            value={limits.actionsPerDay}
            onChange={(actionsPerDay) => set({ actionsPerDay })}
          />
          <LimitInput
            label="Most money a day"
            money={currency}
            value={limits.moneyPerDayMinor}
            onChange={(moneyPerDayMinor) => set({ moneyPerDayMinor })}
          />
          <LimitInput
            label="Agent at least this sure"
            unit="%"
            value={limits.leastConfidence === null ? null : Math.round(limits.leastConfidence * 100)}
            onChange={(value) => set({ leastConfidence: value === null ? null : Math.min(100, value) / 100 })}
          />
        </div>
      )}
    </fieldset>
  );
}
