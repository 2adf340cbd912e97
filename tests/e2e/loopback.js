// Loaded before Microsoft's Teams test client: whatever it listens on becomes the loopback interface alone, and it reaches
// nothing else. It would listen on every interface and send telemetry otherwise.
const net = require("node:net");

const LOCAL = ["127.0.0.1", "localhost", "::1"];
const { listen } = net.Server.prototype;
const { connect } = net.Socket.prototype;

net.Server.prototype.listen = function (first, ...rest) {
  if (first !== null && typeof first === "object") return listen.call(this, { ...first, host: "127.0.0.1" }, ...rest);
  const others = rest.filter((one) => typeof one === "function" || typeof one === "number");
  return listen.call(this, first, "127.0.0.1", ...others);
};

net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const host = options && (options.host || options.hostname);
  if (host && !LOCAL.includes(host)) {
    process.nextTick(() => this.destroy(new Error(`${host} is not on this machine`)));
    return this;
  }
  return connect.apply(this, args);
};
