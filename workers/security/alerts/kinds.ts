export type Level = "info" | "warning" | "critical";

interface AlertKind {
  level: Level;
  title: string;
  /** How long it must have been so before anybody is told; a passing state is nobody's alarm. */
  forMs: number;
}

const minute = 60_000;

/** Everything an operator is told of without asking. Each has its page: docs/runbooks/<kind>.md. */
export const alertKinds = {
  "agent-silent": { level: "critical", title: "An agent's cron does not come any more", forMs: 0 },
  "agent-unreachable": { level: "critical", title: "An agent does not answer", forMs: 3 * minute },
  "agent-failing": { level: "warning", title: "An agent fails run after run", forMs: 0 },
  "connection-down": { level: "warning", title: "A connection has been resting for long", forMs: 15 * minute },
  "budget-exhausted": { level: "warning", title: "The store's API budget is used up", forMs: 10 * minute },
  "dead-letters": { level: "warning", title: "A queue gave up on messages", forMs: 0 },
  "actions-unknown": { level: "critical", title: "Nobody knows whether a change happened", forMs: 0 },
  "actions-dead": { level: "warning", title: "Approved changes could not be made", forMs: 0 },
  "emergency-stop": { level: "critical", title: "Everything is stopped", forMs: 0 },
  "emergency-not-held": { level: "critical", title: "An agent does not hold the emergency stop", forMs: 2 * minute },
  "secret-stale": { level: "warning", title: "A secret's provider is down", forMs: 0 },
  "audit-broken": { level: "critical", title: "The audit chain is broken", forMs: 0 },
  "audit-unsealed": { level: "warning", title: "Audit rows wait to be sealed", forMs: 15 * minute },
  "import-failing": { level: "warning", title: "The store's import failed or stands still", forMs: 0 },
  // After a long import the mirror is as old as its beginning until the next cron comes.
  "mirror-stale": { level: "warning", title: "The mirror is not brought up to date", forMs: 15 * minute },
  "deliveries-stuck": { level: "warning", title: "Webhooks are not worked off", forMs: 0 },
  "subscription-lost": { level: "critical", title: "Webhooks the store should send are not subscribed", forMs: 0 },
  "signature-failures": { level: "warning", title: "Many webhooks with a wrong signature", forMs: 0 },
  "login-failures": { level: "warning", title: "Many failed sign-ins", forMs: 0 },
  "role-refusals": { level: "warning", title: "Somebody keeps asking for what their role does not allow", forMs: 0 },
  "watchdog-silent": { level: "critical", title: "The watchdog does not run", forMs: 0 },
  "privacy-overdue": { level: "critical", title: "A privacy request is not done", forMs: 0 },
  "security-finding": { level: "critical", title: "A serious security finding is open", forMs: 0 },
} as const satisfies Record<string, AlertKind>;

export type AlertName = keyof typeof alertKinds;

/** Its page in the dashboard, which is made of docs/runbooks. */
export function runbookPath(kind: AlertName): string {
  return `/runbooks/${kind}`;
}
