using System.Reflection;

namespace Connector.ServiceDefaults.Telemetry;

/// <summary>Which version of the product this process is.</summary>
internal static class ProductVersion
{
    /// <summary>Such as <c>1.2.3</c>, without the commit; empty if the process is nobody's.</summary>
    public static string Text { get; } =
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
