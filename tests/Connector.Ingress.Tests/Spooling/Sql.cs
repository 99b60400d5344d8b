using Microsoft.Data.Sqlite;

namespace Connector.Ingress.Tests.Spooling;

/// <summary>What a test does to a spool's file behind its back.</summary>
internal static class Sql
{
    public static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is the test's.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
