package io.gds.database;

/**
 * Something an engine or a database can do. Each capability is one small interface named {@code
 * Supports…}; ask for it by {@link CapabilitySource#capability} or {@link
 * CapabilitySource#require}, never by {@code instanceof}.
 */
public interface Capability {}
