// The addon alone, for binding.gyp and for work on native/.
import { buildAddon } from './lib/native.mjs';
import { step } from './lib/progress.mjs';

await buildAddon({ onStart: (work) => step('Compiling the addon', work) });
