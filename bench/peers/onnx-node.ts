// onnxruntime for Node over the ONNX file that the Python side converts.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { median } from '../harness.js';
import { nodePackage } from './node-package.js';
import { openPeer, type PeerAnswer } from './peer.js';

const version = '1.30.0';

interface Tensor {
  readonly data: Float32Array;
}
interface Session {
  run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: readonly string[],
  ): Promise<Readonly<Record<string, Tensor>>>;
}
interface Onnx {
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
  readonly InferenceSession: { create(file: string, options: object): Promise<Session> };
}

/** Scores the rows of `folder` on `threads` threads. @throws Error saying why it cannot run here */
export async function openOnnxNode(
  work: { readonly folder: string; readonly cache: string; readonly size: { readonly theirRows: number } },
  threads: number,
): Promise<{
  readonly version: string;
  batch(): Promise<PeerAnswer>;
  single(): Promise<PeerAnswer>;
  close(): void;
}> {
  const found = nodePackage('onnxruntime-node', version);
  if ('missing' in found) throw new Error(found.missing);
  const onnx = found.exports as Onnx;
  const options = { intraOpNumThreads: threads, logSeverityLevel: 3 };
  const session = await onnx.InferenceSession.create(await converted(work), options);
  const bytes = readFileSync(path.join(work.folder, 'rows.f64'));
  const values = Float32Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8));
  const rows = work.size.theirRows;
  const width = values.length / rows;
  const score = async (first: number, count: number): Promise<{ seconds: number; data: Float32Array }> => {
    const part = values.subarray(first * width, (first + count) * width);
    const start = performance.now();
    const answer = await session.run({ x: new onnx.Tensor('float32', part, [count, width]) }, [
      'probabilities',
    ]);
    return { seconds: (performance.now() - start) / 1e3, data: answer['probabilities']!.data };
  };
  return {
    version,
    async batch() {
      const { seconds, data } = await score(0, rows);
      const positive = Float64Array.from({ length: rows }, (_, row) => data[2 * row + 1]!);
      writeFileSync(path.join(work.folder, 'theirs.f64'), positive);
      return { seconds };
    },
    async single() {
      const times: number[] = [];
      for (let i = 0; i < Math.min(1000, rows); i++) times.push((await score(i, 1)).seconds);
      return { seconds: median(times) };
    },
    close: () => undefined,
  };
}

async function converted(work: { readonly folder: string; readonly cache: string }): Promise<string> {
  const peer = await openPeer('scorers.py', { requirements: 'requirements-scorers.txt' });
  if (peer.missing !== null) throw new Error(peer.missing);
  try {
    return String((await peer.ask({ do: 'onnx', folder: work.folder, cache: work.cache }))['file']);
  } finally {
    peer.close();
  }
}
