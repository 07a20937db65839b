import { expect, test } from "vitest";
import { loess } from "#core/stats/loess.ts";
import { studentTCdf, studentTQuantile } from "#core/stats/student-t.ts";
import { findAnomalies } from "./seasonal-esd.ts";
import { robustStl } from "./stl.ts";

const DAYS = 140;
const week = (t: number) => [10, 12, 11, 13, 15, 30, 28][t % 7]!;
/** Deterministic, roughly normal noise: the sum of three uneven waves. */
const noise = (t: number) => Math.sin(t * 1.7) + Math.sin(t * 2.9 + 1) + Math.sin(t * 4.3 + 2);
const series = Array.from({ length: DAYS }, (_, t) => 100 + 0.2 * t + week(t) + noise(t));

test("season, trend and remainder add up, and the season is the weekly pattern", () => {
  const parts = robustStl(series, 7)!;
  series.forEach((value, t) => {
    expect(parts.seasonal[t]! + parts.trend[t]! + parts.remainder[t]!).toBeCloseTo(value, 9);
  });
  const centre = [0, 1, 2, 3, 4, 5, 6].reduce((sum, t) => sum + week(t), 0) / 7;
  for (let t = 0; t < 7; t += 1) expect(Math.abs(parts.seasonal[t]! - (week(t) - centre))).toBeLessThan(0.6);
});

test("an outlier leaves season and trend alone", () => {
  const hit = series.with(70, 1000);
  const clean = robustStl(series, 7)!;
  const robust = robustStl(hit, 7)!;
  expect(Math.abs(robust.seasonal[0]! - clean.seasonal[0]!)).toBeLessThan(0.5);
  expect(Math.abs(robust.trend[70]! - clean.trend[70]!)).toBeLessThan(0.5);
});

test("what breaks the pattern is found, what follows it is not", () => {
  expect(findAnomalies(series, 7, { significance: 0.001 })).toEqual([]);
  // A weekday's value on a Saturday is ordinary for the series and wrong for the day.
  const odd = series.with(40, series[40]! - 45).with(100, series[100]! + 60);
  expect(findAnomalies(odd, 7, { significance: 0.001 })).toEqual([40, 100]);
});

test("short, flat and seasonless series are handled", () => {
  expect(robustStl([1, 2, 3], 7)).toBeNull();
  expect(findAnomalies([], 7)).toEqual([]);
  expect(findAnomalies(new Array(50).fill(3), 7)).toEqual([]);
  expect(findAnomalies([...Array.from({ length: 30 }, (_, t) => noise(t)), 50], 1)).toEqual([30]);
});

test("loess reproduces a line and smooths towards it", () => {
  const line = Array.from({ length: 25 }, (_, t) => 3 + 2 * t);
  const smooth = loess(line, { span: 9, degree: 1, jump: 1 });
  line.forEach((value, t) => {
    expect(smooth[t]).toBeCloseTo(value, 9);
  });
  expect(loess(line, { span: 9, degree: 1, jump: 4 })[11]).toBeCloseTo(25, 9);
  expect([...loess([5], { span: 3, degree: 0, jump: 1 })]).toEqual([5]);
});

test("Student's t has its textbook quantiles", () => {
  expect(studentTQuantile(0.975, 10)).toBeCloseTo(2.228138852, 8);
  expect(studentTQuantile(0.975, 1)).toBeCloseTo(12.7062047362, 8);
  expect(studentTQuantile(0.05, 5)).toBeCloseTo(-2.0150483727, 8);
  expect(studentTCdf(0, 7)).toBeCloseTo(0.5, 12);
});
