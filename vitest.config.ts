import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 30_000,
    reporters: process.env['KB_REPORTER'] ? [process.env['KB_REPORTER']] : ['default'],
  },
})
