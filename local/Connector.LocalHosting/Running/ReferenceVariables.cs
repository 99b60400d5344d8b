using Aspire.Hosting.ApplicationModel;

namespace Connector.LocalHosting.Running;

/// <summary>The variables by which one resource learns where another is. Their names are Aspire's.</summary>
internal static class ReferenceVariables
{
    public static void AddEndpoints(IDictionary<string, string> variables, Resource target)
    {
        if (target.Replicas > 1)
        {
            throw new InvalidOperationException($"Nobody can refer to {target.Name}: local hosting has no proxy to share calls among its {target.Replicas} replicas.");
        }

        foreach (var endpoint in target.Endpoints)
        {
            variables[$"{VariableName(target.Name)}_{VariableName(endpoint.Name)}"] = endpoint.Url();
            variables[$"services__{target.Name}__{endpoint.Name}__0"] = endpoint.Url();
        }
    }

    public static void AddConnection(IDictionary<string, string> variables, IResourceWithConnectionString target, string connectionName)
    {
        variables[$"ConnectionStrings__{connectionName}"] = target.ConnectionString;
        if (target is RedisResource redis)
        {
            var (prefix, port, password) = (VariableName(connectionName), redis.Endpoint.PortOf(0), redis.Password.Value);
            variables[$"{prefix}_HOST"] = "localhost";
            variables[$"{prefix}_PORT"] = $"{port}";
            variables[$"{prefix}_PASSWORD"] = password;
            variables[$"{prefix}_URI"] = $"redis://:{Uri.EscapeDataString(password)}@localhost:{port}";
        }
    }

    private static string VariableName(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}
