import { inWords, plural, sentence } from "../../lib/format/number.ts";
import { Actor } from "../../ui/actor.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Relative } from "../../ui/times.tsx";
import { useActionKinds } from "../agents/api.ts";
import { useAutonomy } from "../autonomy/api.ts";
import { EarnedLimits } from "../autonomy/earned-limits.tsx";
import { TrackRecords } from "../autonomy/track-records.tsx";
import { useShop } from "../shop/api.ts";
import { type PolicyVersion, usePolicy } from "./api.ts";
import { PolicyForm } from "./components/policy-form.tsx";

export function PolicyPage() {
  const query = usePolicy();
  const described = useActionKinds().map((each) => each.kind);
  const policy = query.data;
  const autonomy = useAutonomy().data;
  const currency = useShop().data?.shop?.currency ?? "GBP";
  return (
    <>
      <PageHead
        tab="Policy"
        title={policy ? headline(policy) : "Policy"}
        sub={
          policy && (
            <>
              {policy.at ? (
                <>
                  Version {policy.version}, set by <Actor id={policy.author} /> <Relative at={policy.at} />.{" "}
                </>
              ) : (
                "Nobody has set a policy yet. "
              )}
              Limits bind what no person approved. A person passes limits, never the floors.
            </>
          )
        }
      />
      <EarnedLimits />
      <Loaded query={query} rows={6}>
        {(found) => (
          <PolicyForm
            key={found.version}
            policy={found}
            kinds={[...new Set([...described, ...Object.keys(found.document.kinds)])].sort()}
          />
        )}
      </Loaded>
      {autonomy && <TrackRecords autonomy={autonomy} currency={currency} />}
    </>
  );
}

function headline({ document }: PolicyVersion): string {
  const rules = Object.values(document.kinds);
  const auto = rules.filter(({ rule }) => rule === "auto").length;
  const deny = rules.filter(({ rule }) => rule === "deny").length;
  if (auto === 0) return "Nothing happens without a person.";
  const denied = deny > 0 ? ` ${sentence(inWords(deny))} never may.` : "";
  return `${sentence(plural(auto, "kind"))} of change may happen without a person, within limits.${denied}`;
}
