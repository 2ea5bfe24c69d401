/** Whether a host is this machine alone. */
export const isLoopbackName = (host: string): boolean =>
  /^localhost$/i.test(host) || /^127(\.\d{1,3}){3}$/.test(host) || host === '::1' || host === '[::1]';
