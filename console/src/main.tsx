import { render } from 'preact';
import { App } from './app.js';
import { followHistory } from './router/location.js';
import { keepNow } from './state/now.js';
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
render(<App />, document.getElementById('app')!);
