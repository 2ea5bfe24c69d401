// A way to a server that can be cut: passes bytes on until it has passed so many of the answer, then breaks or falls silent.
import { connect, createServer, type Socket } from 'node:net';

export interface Proxy {
  readonly port: number;
  close(): void;
}

export function startProxy(to: number, after: number, end: 'break' | 'silent'): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    const onward = connect(to, '127.0.0.1');
    let passed = 0;
    for (const socket of [from, onward]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    from.on('data', (chunk) => onward.write(chunk));
    from.on('close', () => onward.destroy());
    onward.on('close', () => from.destroy());
    onward.on('data', (chunk: Buffer) => {
      if (passed >= after) return;
      const part = chunk.subarray(0, after - passed);
      passed += part.length;
      from.write(part, () => {
        if (passed >= after && end === 'break') from.destroy();
      });
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      resolve({
        port,
        close: () => {
          server.close();
          for (const socket of sockets) socket.destroy();
        },
      });
    });
  });
}
