import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { Link } from "wouter";

interface Notice {
  id: number;
  text: string;
  /** Failures stay until they are put away. */
  lasting: boolean;
  link?: { href: string; name: string };
}
type Say = (text: string, more?: { lasting?: boolean; link?: Notice["link"] }) => void;

const shownMs = 7000;
const NoticeContext = createContext<Say>(() => {});

/** Says what became of something that was pressed, once, to the eye and to a screen reader. */
export function Notices({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const next = useRef(0);
  const drop = useCallback((id: number) => setNotices((all) => all.filter((each) => each.id !== id)), []);
  const say = useCallback<Say>(
    (text, { lasting = false, link } = {}) => {
      const id = next.current++;
      setNotices((all) => [...all.slice(-2), { id, text, lasting, link }]);
      if (!lasting) setTimeout(() => drop(id), shownMs);
    },
    [drop],
  );
  return (
    <NoticeContext value={say}>
      {children}
      <div className="notices" role="status" aria-live="polite">
        {notices.map(({ id, text, link }) => (
          <div key={id} className="notice">
            <p>{text}</p>
            {link && (
              <Link href={link.href} onClick={() => drop(id)}>
                {link.name}
              </Link>
            )}
            <button type="button" onClick={() => drop(id)}>
              Close
            </button>
          </div>
        ))}
      </div>
    </NoticeContext>
  );
}

export function useSay(): Say {
  return useContext(NoticeContext);
}
