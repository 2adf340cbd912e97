// Loaded into the local Slack before it starts. Keeps it on the loopback interface (it would listen on all of them) and
// lets a test plan what the Web API answers next:
//   POST /_plan {"method": "chat.postMessage", "status": 429, "retry_after": 7}   an HTTP status
//   POST /_plan {"method": "chat.postMessage", "error": "is_archived"}            a refusal in Slack's form
//   POST /_plan {"method": "chat.postMessage", "drop": true}                      accepted, but the answer is unreadable
// Each plan serves `times` calls (1 unless said). Plans made for a method are used up in the order they came.
// GET /_calls lists the arguments of the Web API calls so far; DELETE /_plan forgets plans and calls.
const serve = Bun.serve;
let plans = [];
let calls = [];

async function argumentsOf(request) {
  const kind = request.headers.get("content-type") ?? "";
  const text = await request.clone().text();
  if (!kind.includes("json")) return Object.fromEntries(new URLSearchParams(text));
  try { return JSON.parse(text); } catch { return {}; }
}

function planned(method) {
  const plan = plans.find((one) => one.method === method && one.times > 0);
  if (plan) plan.times -= 1;
  return plan;
}

async function control(request, path) {
  if (path === "/_calls") return Response.json({ calls });
  if (request.method === "DELETE") { plans = []; calls = []; }
  if (request.method === "POST") plans.push({ times: 1, ...(await request.json()) });
  return Response.json({ plans });
}

async function answer(plan, pass) {
  if (plan.drop) { await pass(); return new Response("<html>the answer was lost</html>", { headers: { "Content-Type": "text/html" } }); }
  if (plan.error) return Response.json({ ok: false, error: plan.error });
  const headers = plan.retry_after === undefined ? {} : { "Retry-After": String(plan.retry_after) };
  return Response.json({ ok: false, error: plan.status === 429 ? "ratelimited" : "internal_error" }, { status: plan.status, headers });
}

Bun.serve = (options) => {
  const handle = options.fetch;
  return serve.call(Bun, {
    ...options,
    hostname: "127.0.0.1",
    async fetch(request, server) {
      const path = new URL(request.url).pathname;
      if (path === "/_plan" || path === "/_calls") return control(request, path);
      if (!path.startsWith("/api/")) return handle.call(this, request, server);
      const method = path.slice("/api/".length);
      calls.push({ method, arguments: await argumentsOf(request) });
      const plan = planned(method);
      const pass = () => handle.call(this, request, server);
      return plan ? answer(plan, pass) : pass();
    },
  });
};
