import { useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { useAgents } from "../features/agents/api.ts";
import { standing } from "../features/agents/standing.ts";
import { useConnections } from "../features/health/api.ts";
import { connectionStanding } from "../features/health/trouble.ts";
import { useNeeds } from "../features/home/use-needs.ts";
import { useOrdersAttention } from "../features/orders/api.ts";
import { Footer } from "./footer.tsx";
import { isAt, overseeing, places } from "./places.ts";

export function Rail() {
  const counts = useCounts();
  return (
    <nav className="rail" aria-label="Main">
      <div className="brand">Royal Equips</div>
      <ul>
        {places.map((place) => (
          <Place key={place.href} {...place} count={counts[place.href]} />
        ))}
      </ul>
      <hr />
      <ul>
        {overseeing.map((place) => (
          <Place key={place.href} {...place} count={counts[place.href]} />
        ))}
      </ul>
      <div className="rail-foot">
        <Footer />
      </div>
    </nav>
  );
}

interface Count {
  value: number;
  tone: "hot" | "bad";
  means: string;
}

function Place({ href, name, count }: { href: string; name: string; count: Count | undefined }) {
  const [path] = useLocation();
  const here = isAt(href, path);
  const link = useRef<HTMLAnchorElement>(null);
  // On a narrow screen the rail is a strip that scrolls: where one is must be in sight.
  useEffect(() => {
    if (here) link.current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [here]);
  return (
    <li>
      <Link ref={link} href={href} aria-current={here ? "page" : undefined}>
        {name}
        {count && count.value > 0 && (
          <i className={count.tone} title={count.means}>
            {count.value}
            <span className="sr-only"> {count.means}</span>
          </i>
        )}
      </Link>
    </li>
  );
}

/** What each page has for a person right now. */
function useCounts(): Record<string, Count> {
  const { cards, questions } = useNeeds();
  const agents = useAgents().data?.items ?? [];
  const connections = useConnections().data?.items ?? [];
  return {
    "/proposals": { value: cards.data?.items.length ?? 0, tone: "hot", means: "waiting for you" },
    "/changes": { value: questions.length, tone: "bad", means: "with a bad or unknown end" },
    "/orders": { value: useOrdersAttention(), tone: "hot", means: "waiting for you" },
    "/agents": {
      value: agents.filter((agent) => standing(agent).tone === "bad").length,
      tone: "bad",
      means: "in trouble",
    },
    "/health": {
      value: connections.filter((connection) => connectionStanding(connection).tone === "bad").length,
      tone: "bad",
      means: "failing",
    },
  };
}
