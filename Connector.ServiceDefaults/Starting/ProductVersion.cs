using System.Reflection;

namespace Connector.ServiceDefaults.Starting;

/// <summary>Which version of the product this process is, such as <c>0.1.0</c>; empty where the program does not say.</summary>
internal static class ProductVersion
{
    public static readonly string Text =
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
