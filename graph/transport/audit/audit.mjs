// Runs the GraphQL over HTTP audits of the npm package graphql-http and prints
// each that is not met. Exits with 1 when one that is a must or a should failed.
import { serverAudits } from "graphql-http";

const [url] = process.argv.slice(2);
if (!url) {
  console.error("usage: node audit.mjs URL");
  process.exit(2);
}

const counts = { ok: 0, notice: 0, warn: 0, error: 0 };
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const result = await audit.fn();
  counts[result.status]++;
  if (result.status !== "ok") {
    console.log(`${result.status}: ${audit.name}: ${result.reason}`);
  }
  await result.response?.body?.cancel?.().catch(() => {});
}
console.log(JSON.stringify(counts));
process.exit(counts.warn + counts.error > 0 ? 1 : 0);
