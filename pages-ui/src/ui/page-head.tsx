import { Fragment, type ReactNode, useEffect } from "react";
import { Link } from "wouter";

interface PageHeadProps {
  /** For the tab and history; the sentence on the page says more. */
  tab: string;
  /** Shown before the tab's name, e.g. how many wait. */
  badge?: number;
  title: string;
  sub?: ReactNode;
  back?: { href: string; name: string };
  children?: ReactNode;
}

/** Every page begins with a sentence that says what is so, with real figures. */
export function PageHead({ tab, badge = 0, title, sub, back, children }: PageHeadProps) {
  useEffect(() => {
    document.title = `${badge > 0 ? `(${badge}) ` : ""}${tab} · Royal Equips`;
  }, [tab, badge]);
  return (
    <div className="head">
      <div>
        {back && (
          <Link href={back.href} className="crumb">
            ← {back.name}
          </Link>
        )}
        <h1>
          {title.split(/(?<=\.) /).map((sentence, index) => (
            <Fragment key={sentence}>
              {index > 0 && " "}
              <span className="sentence">{sentence}</span>
            </Fragment>
          ))}
        </h1>
        {sub && <p>{sub}</p>}
      </div>
      {children && <div className="acts">{children}</div>}
    </div>
  );
}
