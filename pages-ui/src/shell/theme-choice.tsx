import { useState } from "react";
import { currentTheme, setTheme, type Theme, themes } from "./theme.ts";

export function ThemeChoice() {
  const [theme, show] = useState(currentTheme);
  const choose = (next: Theme) => {
    setTheme(next);
    show(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: three small buttons need no frame
    <div className="themes" role="group" aria-label="Theme">
      {themes.map((each) => (
        <button key={each} type="button" aria-pressed={theme === each} onClick={() => choose(each)}>
          {each}
        </button>
      ))}
    </div>
  );
}
