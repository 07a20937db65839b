import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { keepPoint, points, restorePoint } from "./points.ts";

it("restores the database as it was, and forgets which migrations the last start noted", () => {
  const stateDir = mkdtempSync(path.join(tmpdir(), "royal-points-"));
  try {
    expect(keepPoint(stateDir)).toBeNull();
    const file = path.join(stateDir, "state", "v3", "d1", "x.sqlite");
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "before");
    writeFileSync(path.join(stateDir, "migrated"), "stamp");
    const first = keepPoint(stateDir, Date.parse("2026-01-01T00:00:00Z"));
    writeFileSync(file, "after");
    writeFileSync(`${file}-wal`, "what would be replayed over it");
    const second = keepPoint(stateDir, Date.parse("2026-01-02T00:00:00Z"));
    expect(points(stateDir)).toEqual([first, second]);

    restorePoint(stateDir, first ?? "");
    expect(readFileSync(file, "utf8")).toBe("before");
    expect(() => readFileSync(`${file}-wal`)).toThrow();
    expect(() => readFileSync(path.join(stateDir, "migrated"))).toThrow();
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
});
