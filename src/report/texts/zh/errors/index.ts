import type { TranslatorTexts } from '../../../messages/translator.js';
import { assistant } from './assistant.js';
import { channels } from './channels.js';
import { closing } from './closing.js';
import { commander } from './commander.js';
import { commands } from './commands.js';
import { daily } from './daily.js';
import { dashboard } from './dashboard.js';
import { dayStore, dayStorePhrases } from './day-store.js';
import { delivery } from './delivery.js';
import { events } from './events.js';
import { experiment } from './experiment.js';
import { experimentSources } from './experiment-sources.js';
import { explain } from './explain.js';
import { files } from './files.js';
import { installation } from './installation.js';
import { matured } from './matured.js';
import { metrics } from './metrics.js';
import { model } from './model.js';
import { monitor } from './monitor.js';
import { nativeAddon } from './native-addon.js';
import { nativeForest } from './native-forest.js';
import { nativeImport } from './native-import.js';
import { nativeModel } from './native-model.js';
import { nativeStatistics } from './native-statistics.js';
import { objects } from './objects.js';
import { options } from './options.js';
import { phrases } from './phrases.js';
import { plan } from './plan.js';
import { posthog } from './posthog.js';
import { registry } from './registry.js';
import { report } from './report.js';
import { serve } from './serve.js';
import { state } from './state.js';
import { statistics } from './statistics.js';
import { stores } from './stores.js';
import { tables } from './tables.js';
import { uplift } from './uplift.js';

/** What the messages of winback and of its command line say in Chinese. */
export const zhErrors: TranslatorTexts = {
  messages: [
    assistant,
    channels,
    closing,
    commander,
    commands,
    daily,
    dashboard,
    delivery,
    dayStore,
    events,
    experimentSources,
    experiment,
    explain,
    files,
    installation,
    matured,
    metrics,
    model,
    monitor,
    nativeAddon,
    nativeForest,
    nativeImport,
    nativeModel,
    nativeStatistics,
    objects,
    options,
    plan,
    posthog,
    registry,
    report,
    serve,
    state,
    statistics,
    stores,
    tables,
    uplift,
  ],
  phrases: [phrases, dayStorePhrases],
  suggestion: (meant) => `（是否应为“${meant}”？）`,
};
