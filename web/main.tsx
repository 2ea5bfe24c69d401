import { render } from 'preact';

import { App } from './app.js';
import { start } from './store.js';
import { restore } from './words.js';

restore();
render(<App />, document.getElementById('app')!);
start();
