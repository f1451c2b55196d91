import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.FAIRLEAD_URL ?? 'http://127.0.0.1:8099';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': { target: server, changeOrigin: true, secure: false } } },
  test: {
    environment: 'jsdom',
    testTimeout: 60_000,
    include: ['src/**/*.test.{ts,tsx}', 'mock/**/*.test.mjs'],
    setupFiles: ['src/test/setup.ts'],
  },
});
