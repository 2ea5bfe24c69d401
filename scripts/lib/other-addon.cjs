// Preloaded by test-sanitize.mjs: every load of the addon gets the instrumented build instead.
const dlopen = process.dlopen;
process.dlopen = function open(module, file, ...rest) {
  const target = file.endsWith('winback.node') ? process.env.WINBACK_ADDON_UNDER_TEST : file;
  return dlopen.call(this, module, target, ...rest);
};
