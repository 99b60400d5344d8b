using System.ComponentModel;
using System.Reflection;
using Connector.SuperOffice;
using Connector.Tenants.EnvFiles;

namespace Connector.Worker.Tests;

/// <summary>The settings of the worker that may stand in a file <c>.env</c> are those it has.</summary>
public sealed class EnvFileNamesTests
{
    // Whoever may set them could send the login elsewhere; the file of a system user's key has its own name.
    private static readonly string[] NotInAFile = ["SuperOffice__LoginUrl", "SuperOffice__AllowHttp", "SuperOffice__PrivateKey"];

    [Fact]
    public void Every_setting_of_the_tenant_and_its_login_may_stand_in_the_file_or_has_a_name_of_its_own_there() => Assert.Equal(
        NamesOf("Tenant", typeof(TenantOptions)).Concat(NamesOf("SuperOffice", typeof(SuperOfficeOptions))).Except(NotInAFile).Order(StringComparer.Ordinal),
        WorkerNames.Known.Concat(WorkerNames.KnownOtherwise).Order(StringComparer.Ordinal));

    private static IEnumerable<string> NamesOf(string path, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string)))
        {
            return [path];
        }

        var collection = type.GetInterfaces().Append(type).Where(one => one.IsGenericType).Select(one => one.GetGenericTypeDefinition()).ToList();
        return collection.Contains(typeof(IDictionary<,>)) ? [$"{path}__*"]
            : collection.Contains(typeof(IEnumerable<>)) ? [$"{path}__#"]
            : type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(one => NamesOf($"{path}__{one.Name}", one.PropertyType));
    }
}
