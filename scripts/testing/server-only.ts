/** Stands in for `server-only`, which throws wherever Next has not marked the module graph. */
export {};
