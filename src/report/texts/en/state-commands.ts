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
    enqueued: (campaign: string, queued: string, known: string) =>
      `${campaign}: ${queued} messages queued, ${known} were there already; approve it with \`winback deliver run --approve ${campaign}\``,
    enqueuedSuppressed: (count: string) =>
      `${count} of the queued are kept as suppressed, and are not sent to:`,
    forecast: (campaign: string, queued: string, sendable: string, hours: string) =>
      `${campaign}: ${queued} messages wait, ${sendable} would be sent now; the limits need ${hours} hours`,
    cost: (currency: string, minor: string) => `cost in minor units of ${currency}: ${minor}`,
    skipped: (campaign: string, why: string) => `${campaign}: left alone, ${why}`,
    skips: {
      'not approved': 'it is not approved',
      paused: 'it is paused',
      'not live': 'its messages go to users, and --live was not given',
    },
    recovered: (count: string) => `${count} messages whose dispatcher had ended were taken back`,
    clockJumps: (count: string) =>
      `the clock was set ${count} times: limits count as if everything had just been sent`,
    next: (time: string) => `more can be sent from ${time}`,
    paused: (campaign: string, reason: string) => `${campaign} is paused: ${reason}`,
    resumed: (campaign: string) => `${campaign} goes on with the next \`winback deliver run\``,
    retried: (campaign: string, count: string) => `${campaign}: ${count} messages wait again`,
    exported: (users: string, file: string) => `${users} users written to ${file}`,
    couponsAdded: (pool: string, added: string, known: string) =>
      `${added} codes are new in the pool ${pool}; it had ${known} already`,
    optedOut: (addresses: string, changed: string) =>
      `${addresses} addresses read; ${changed} are new, or hold for more than before`,
    verified: (messages: string, entries: string, head: string) =>
      `${messages} messages and ${entries} entries of the audit checked; last entry ${head}`,
    chain: (entry: string) => `entry ${entry} of the audit is not what was written, or is missing`,
    fault: (message: string, problem: string) => `message ${message}: ${problem}`,
    wrongCampaign: (name: string) => `campaign ${name}: it has more or fewer messages than were queued`,
    moreFaults: (count: string) => `and ${count} more`,
    problems: {
      'not in the audit': 'the audit does not know it',
      'not in the outbox': 'the audit knows it, and the outbox has lost it',
      'another state': 'its state is not the one that the audit gives',
      'no contact': 'it went out, and its contact is missing',
      'claimed after its opt-out': 'it was claimed after its address had opted out',
      'claimed in quiet hours': 'it was claimed in quiet hours of its user',
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
