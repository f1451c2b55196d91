import '@mantine/core/styles.css';
import './app/styles.css';
import './app/shell.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { startLanguages } from './i18n';

startLanguages().then(() => createRoot(document.getElementById('root') as HTMLElement).render(<App />));
