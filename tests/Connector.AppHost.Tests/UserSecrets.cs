using System.Runtime.CompilerServices;

namespace Connector.AppHost.Tests;

/// <summary>
/// Aspire keeps what it generates in the user secrets of whoever runs it. A test's belong beside the test: before any model is made,
/// the variable is set by which .NET finds the place.
/// </summary>
internal static class UserSecrets
{
#pragma warning disable CA2255 // An initializer of a program, not of a library.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void KeepBesideTheTests() => Environment.SetEnvironmentVariable("APPDATA", Path.Combine(AppContext.BaseDirectory, "appdata"));
}
