package io.worldreel.replayer.sql;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code jdbc:worldreel:ARCHIVE}, for any JDBC tool: ARCHIVE is a folder. The property {@code timeout} is a number of seconds that a
 * query may run.
 */
public final class ArchiveDriver implements Driver {
    private static final String TIMEOUT = "timeout";

    static {
        try {
            DriverManager.registerDriver(new ArchiveDriver());
        } catch (SQLException failure) {
            throw new ExceptionInInitializerError(failure);
        }
    }

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        String archive = url.substring(ArchiveConnection.URL_PREFIX.length());
        if (archive.isEmpty()) {
            throw new SQLException("the address " + url + " names no archive: write jdbc:worldreel:FOLDER");
        }
        if (archive.matches("(?i)(https?|magnet):.*")) {
            throw new SQLException(archive + ": SQL reads archives in local folders only: fetch or follow it first");
        }
        try {
            return ArchiveConnection.open(Path.of(archive), config(properties));
        } catch (InvalidPathException noPath) {
            throw new SQLException("the address " + url + " names no folder: " + noPath.getMessage(), noPath);
        }
    }

    private static SqlConfig config(Properties properties) throws SQLException {
        String timeout = properties.getProperty(TIMEOUT);
        try {
            return timeout == null
                    ? SqlConfig.DEFAULT
                    : SqlConfig.DEFAULT.withTimeout(Duration.ofSeconds(Long.parseLong(timeout)));
        } catch (IllegalArgumentException invalid) {
            throw new SQLException("timeout '" + timeout + "' is no number of seconds above 0", invalid);
        }
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(ArchiveConnection.URL_PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        var timeout = new DriverPropertyInfo(TIMEOUT, properties.getProperty(TIMEOUT));
        timeout.description = "seconds that a query may run; no limit unless given";
        return new DriverPropertyInfo[]{ timeout };
    }

    @Override
    public int getMajorVersion() {
        return 0;
    }

    @Override
    public int getMinorVersion() {
        return 1;
    }

    /** It reads only, so it is none. */
    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("this driver logs nothing");
    }
}
