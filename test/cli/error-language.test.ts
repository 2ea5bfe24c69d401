// An error is told in the language that the arguments ask for, also where they cannot be parsed.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { main } from '../../src/cli/main.js';

let err = '';
beforeEach(() => {
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

const refused: readonly (readonly [string, string, string])[] = [
  [
    'plan --quiet --scores none.csv --budget 1',
    'winback: NOT_FOUND: no such file: none.csv\n',
    'winback: NOT_FOUND: 没有这个文件：none.csv\n',
  ],
  [
    'plan --scores none.csv --budget -1',
    'winback: BAD_INPUT: plan.budget must be a number >= 0, got -1\n',
    'winback: BAD_INPUT: plan.budget 必须是不小于 0 的数，得到的是 -1\n',
  ],
  [
    'plan --budgt 1',
    "error: unknown option '--budgt'\n(Did you mean --budget?)\n",
    "错误：没有选项 '--budgt'\n（是否应为 --budget？）\n",
  ],
  ['plan verify', "error: missing required argument 'dir'\n", "错误：缺少参数 'dir'\n"],
  [
    'plan --scores',
    "error: option '--scores <file>' argument missing\n",
    "错误：选项 '--scores <file>' 缺少值\n",
  ],
  [
    'score --model none',
    "error: required option '--input <file>' not specified\n",
    "错误：缺少必需的选项 '--input <file>'\n",
  ],
  [
    'plan --policy best',
    "error: option '--policy <name>' argument 'best' is invalid. Allowed choices are optimal, greedy.\n",
    "错误：选项 '--policy <name>' 的值 'best' 无效。可选的值：optimal, greedy。\n",
  ],
  [
    'demo now',
    "error: too many arguments for 'demo'. Expected 0 arguments but got 1.\n",
    "错误：'demo' 的参数太多。应有 0 个，得到 1 个。\n",
  ],
  [
    'plam',
    "error: unknown command 'plam'\n(Did you mean plan?)\n",
    "错误：没有命令 'plam'\n（是否应为 plan？）\n",
  ],
  [
    'experiment size --baseline 0.05 --mde 0.99',
    'winback: BAD_INPUT: --baseline 0.05 with this mde gives a rate of 1.04, which is not between 0 and 1\n',
    'winback: BAD_INPUT: --baseline 0.05 加上这个 mde 得到比率 1.04，不在 0 和 1 之间\n',
  ],
  [
    'experiment boundaries --quiet',
    'winback: BAD_INPUT: give --looks or --times\n',
    'winback: BAD_INPUT: 请写 --looks 或 --times\n',
  ],
];

test.each(refused)('winback %s', async (line, english, chinese) => {
  for (const [language, message] of [
    ['en', english],
    ['zh', chinese],
  ] as const) {
    err = '';
    const [command, ...rest] = line.split(' ');
    const flag = `--lang=${language}`;
    await main(command === 'experiment' ? [command, ...rest, flag] : [command!, flag, ...rest]);
    expect(err.split('\r\x1b[K').at(-1)).toBe(message);
    expect(process.exitCode).toBe(2);
  }
});

test('without --lang every command has the usual language', async () => {
  const commands = [
    ['churn', '--config', 'none.yaml'],
    ['plan', '--scores', 'none.csv', '--budget', '1'],
  ];
  for (const [language, message] of [
    ['zh', /^winback: NOT_FOUND: 没有这个文件：none\./m],
    ['en', /^winback: NOT_FOUND: no such file: none\./m],
  ] as const) {
    vi.stubEnv('WINBACK_LANG', language);
    for (const args of commands) {
      err = '';
      await main([...args, '--quiet']);
      expect(err).toMatch(message);
    }
  }
  vi.unstubAllEnvs();
});

test('--verbose shows the stack below the message in the same language', async () => {
  await main(['churn', '--config', 'none.yaml', '--verbose', '--lang', 'zh']);
  expect(err).toMatch(/没有这个文件：none\.yaml\n\s+at /);
});

test('what model verify finds', async () => {
  await main(['model', 'verify', 'none', '--lang', 'zh']);
  expect(err).toMatch(/NOT_FOUND：none 里没有模型/);
  expect(process.exitCode).toBe(1);
});

test('a command without its subcommand prints the help, and version and help are no errors', async () => {
  await main(['--version']);
  expect([process.exitCode ?? 0, err]).toEqual([0, '']);
  await main(['experiment']);
  expect(process.exitCode).toBe(2);
  expect(err).toContain('Usage: winback experiment');
});
