/** What the commands state, deliver and alert write on the terminal. */
export const stateCommands = {
  state: {
    exported: (records: string, file: string) => `${records} records written to ${file}`,
    exposures: (count: string, file: string) => `${count} exposures written to ${file}`,
    imported: (records: string, place: string) => `${records} records read into ${place}`,
    forgotten: (users: string, unknown: string) =>
      `${users} users forgotten; ${unknown} users have no record in this state`,
    records: (contacts: string, messages: string, cancelled: string) =>
      `${contacts} contacts and ${messages} messages no longer name them; ${cancelled} waiting messages are cancelled`,
    seen: (exposures: string) => `${exposures} exposures to experiments no longer name them`,
    elsewhere: 'These places may still hold them, and copies that were made of the state or of them:',
    contactedAgain:
      'A daily run whose events still hold them plans for them again and may contact them on its next day: take them out of the events first.',
    holdings: {
      list: 'list',
      scores: 'scores',
      events: 'events',
      attributes: 'attributes of users',
      features: 'features',
      export: 'export',
      handover: 'messages handed over',
    },
  },
  /** The page behind a link that opts out, in the language of whoever got the message. */
  optOut: {
    title: 'No more messages',
    ask: 'Press the button, and you get no more offers from us.',
    button: 'Send me no more',
    done: 'You get no more offers from us.',
    unknown: 'This link is not valid any more. Reply STOP to the message instead.',
    impossible: 'This link names no address. Reply STOP to the message instead.',
  },
  deliver: {
    status: (name: string, planned: string, states: string) => `${name}: ${planned} messages; ${states}`,
    states: {
      queued: 'queued',
      sending: 'sending',
      accepted: 'accepted',
      delivered: 'delivered',
      undelivered: 'undelivered',
      unknown: 'unknown',
      suppressed: 'suppressed',
      expired: 'expired',
      dead: 'dead',
      cancelled: 'cancelled',
    },
    verified: (messages: string, entries: string, head: string) =>
      `${messages} messages and ${entries} entries of the audit checked; last entry ${head}`,
    chain: (entry: string) => `entry ${entry} of the audit is not what was written, or is missing`,
    fault: (message: string, problem: string) => `message ${message}: ${problem}`,
    moreFaults: (count: string) => `and ${count} more`,
    problems: {
      'not in the audit': 'the audit does not know it',
      'not in the outbox': 'the audit knows it, and the outbox has lost it',
      'another state': 'its state is not the one that the audit gives',
      'no contact': 'it went out, and its contact is missing',
    },
  },
  alert: {
    ack: (by: string) => `${by} has taken note`,
    muted: (until: string, reason: string) => `muted until ${until} (${reason})`,
    flapping: 'flapping',
    explained: (fingerprint: string) => `explained by ${fingerprint}`,
    took: (name: string) => `${name}: took the message`,
    failed: (name: string, reason: string) => `${name}: did not take the message (${reason})`,
  },
} as const;
