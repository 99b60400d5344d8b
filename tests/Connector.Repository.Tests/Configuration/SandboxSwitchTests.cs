using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Connector.Repository.Tests.Configuration;

/// <summary>The sandbox's own document lists each switch that its control API has.</summary>
public sealed class SandboxSwitchTests
{
    private static readonly Type Switches = Assembly.Load("Connector.Sandbox").GetType("Connector.Sandbox.Control.FaultSettings", throwOnError: true)!;

    public static TheoryData<string> Names => [.. Switches.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_switch_stands_there_with_its_default_and_values(string name)
    {
        var property = Switches.GetProperty(name)!;
        var row = Assert.Single(
            SettingRow.Read(Repository.Read("local/Connector.Sandbox/README.md")), row => row.Key == JsonNamingPolicy.CamelCase.ConvertName(name));

        var value = Convert.ToString(property.GetValue(Activator.CreateInstance(Switches)), CultureInfo.InvariantCulture)!;
        Assert.Equal(value.Length == 0 ? "–" : value, row.Default, ignoreCase: property.PropertyType == typeof(bool));
        if (property.PropertyType.IsEnum && row.Values != "the same")
        {
            Assert.Equal(string.Join(", ", Enum.GetNames(property.PropertyType).Select(word => $"`{word}`")), row.Values);
        }
    }
}
