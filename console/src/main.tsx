import { render } from 'preact';
import { App } from './app.js';
import { unanswered } from './api/connection.js';
import { followHistory } from './router/location.js';
import { keepNow } from './state/now.js';
import { invalidate } from './state/query-cache.js';
import { followKeyboard } from './state/shortcuts.js';
import { applyTheme } from './state/theme.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/controls.css';
import './styles/content.css';

applyTheme();
followHistory();
followKeyboard();
keepNow();
// The browser knows first. What is on the screen is asked for at once when the network is back.
window.addEventListener('offline', unanswered);
window.addEventListener('online', () => invalidate());
render(<App />, document.getElementById('app')!);
