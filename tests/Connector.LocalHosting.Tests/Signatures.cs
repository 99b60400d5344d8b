using System.Globalization;
using System.Reflection;

namespace Connector.LocalHosting.Tests;

/// <summary>
/// Public members in the words of <c>Aspire-13.6-signatures.txt</c>. Whether a reference may be null is left out: it decides
/// no call.
/// </summary>
internal static class Signatures
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(string)] = "string",
        [typeof(int)] = "int",
        [typeof(bool)] = "bool",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
    };

    public static IEnumerable<string> Of(Assembly assembly) => assembly.GetExportedTypes()
        .Where(type => type.Namespace!.StartsWith("Aspire.", StringComparison.Ordinal))
        .SelectMany(type => Members(type).Select(member => $"[{type.Namespace}.{NameOf(type)}] {member}"));

    private static IEnumerable<string> Members(Type type)
    {
        foreach (var constructor in type.GetConstructors(Declared))
        {
            yield return $"ctor({Parameters(constructor)})";
        }

        foreach (var method in type.GetMethods(Declared).Where(method => !method.IsSpecialName))
        {
            var constraints = string.Concat(method.IsGenericMethod ? method.GetGenericArguments().Select(Constraints) : []);
            var receiver = method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), false) ? "this " : "";
            yield return $"{(method.IsStatic ? "static " : "")}{NameOf(method.ReturnType)} {method.Name}"
                + $"{(method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "")}({receiver}{Parameters(method)}){constraints}";
        }

        foreach (var property in type.GetProperties(Declared))
        {
            var initOnly = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Length > 0;
            yield return $"{NameOf(property.PropertyType)} {property.Name} {{ get;{(property.SetMethod is null ? "" : initOnly ? " init;" : " set;")} }}";
        }

        foreach (var field in type.GetFields(Declared).Where(field => !field.IsSpecialName))
        {
            yield return field.IsLiteral
                ? $"{field.Name} = {Convert.ToInt32(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}"
                : $"static readonly {NameOf(field.FieldType)} {field.Name}";
        }
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "")}"
        + $"{NameOf(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}"));

    private static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        bool value => value ? "true" : "false",
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Constraints(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        string?[] all =
        [
            attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? "class" : null,
            .. parameter.GetGenericParameterConstraints().Select(NameOf).Order(StringComparer.Ordinal),
            attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) ? "new()" : null,
        ];
        return all.Any(constraint => constraint is not null)
            ? $" where {parameter.Name} : {string.Join(", ", all.Where(constraint => constraint is not null))}"
            : "";
    }

    private static string NameOf(Type type)
    {
        if (type.IsByRef || type.IsArray)
        {
            return NameOf(type.GetElementType()!) + (type.IsArray ? "[]" : "");
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{NameOf(underlying)}?";
        }

        var name = Keywords.GetValueOrDefault(type, type.IsNested && !type.IsGenericParameter ? $"{NameOf(type.DeclaringType!)}.{type.Name}" : type.Name.Split('`')[0]);
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }
}
