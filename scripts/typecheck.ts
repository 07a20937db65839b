import { checkTypes } from "./checks/types.ts";

const problems = await checkTypes();
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
