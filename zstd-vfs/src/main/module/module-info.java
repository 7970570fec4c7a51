/** SQLite databases as seekable zstd, read in place from files and web servers. */
module io.worldreel.zstdvfs {
    requires transitive java.sql;
    requires transitive java.net.http;
    requires com.github.luben.zstd_jni;
    requires org.xerial.sqlitejdbc;
    requires static transitive org.jspecify;

    exports io.worldreel.zstdvfs;
}
