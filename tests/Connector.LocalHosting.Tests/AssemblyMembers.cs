using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Connector.LocalHosting.Tests;

/// <summary>Members of compiled assemblies, defined or referred to, written alike: <c>Type.Name(parameters)</c>.</summary>
internal static class AssemblyMembers
{
    /// <summary>The methods (constructors and accessors too) and non-constant fields that others can use in public types of <c>Aspire.*</c>.</summary>
    public static IReadOnlySet<string> Public(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var names = new Names(metadata);
        var members = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Where(type => IsPublic(metadata, type)))
        {
            var typeName = Names.Of(metadata, type);
            if (!typeName.StartsWith("Aspire.", StringComparison.Ordinal) || type.BaseType.Kind == HandleKind.TypeReference && IsEnum(metadata, type))
            {
                continue;
            }

            foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition).Where(method =>
                (method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public))
            {
                members.Add(Names.Method(typeName, metadata.GetString(method.Name), method.DecodeSignature(names, null)));
            }

            foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition).Where(field =>
                (field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public))
            {
                members.Add($"{typeName}.{metadata.GetString(field.Name)}");
            }
        }

        return members;
    }

    /// <summary>All members of other assemblies that the code of <paramref name="assembly"/> refers to.</summary>
    public static IEnumerable<string> Used(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var names = new Names(metadata);
        return [.. metadata.MemberReferences.Select(metadata.GetMemberReference).Select(member => (member, Parent: names.Parent(member.Parent))).Select(m =>
            m.member.GetKind() == MemberReferenceKind.Field
                ? $"{m.Parent}.{metadata.GetString(m.member.Name)}"
                : Names.Method(m.Parent, metadata.GetString(m.member.Name), m.member.DecodeMethodSignature(names, null)))];
    }

    private static bool IsEnum(MetadataReader metadata, TypeDefinition type) =>
        metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type.BaseType).Name) == nameof(Enum);

    private static bool IsPublic(MetadataReader metadata, TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic => IsPublic(metadata, metadata.GetTypeDefinition(type.GetDeclaringType())),
        _ => false,
    };

    private sealed class Names(MetadataReader metadata) : ISignatureTypeProvider<string, object?>
    {
        public static string Of(MetadataReader metadata, TypeDefinition type) => type.GetDeclaringType().IsNil
            ? $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"
            : $"{Of(metadata, metadata.GetTypeDefinition(type.GetDeclaringType()))}+{metadata.GetString(type.Name)}";

        public static string Method(string type, string name, MethodSignature<string> signature) => $"{type}.{name}({string.Join(", ", signature.ParameterTypes)})";

        public string Parent(EntityHandle parent) => parent.Kind switch
        {
            HandleKind.TypeReference => GetTypeFromReference(metadata, (TypeReferenceHandle)parent, 0),

            // Members of a constructed generic type belong to the type itself.
            HandleKind.TypeSpecification => metadata.GetTypeSpecification((TypeSpecificationHandle)parent).DecodeSignature(this, null).Split('<')[0],
            _ => "",
        };

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Of(reader, reader.GetTypeDefinition(handle));

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}+{reader.GetString(type.Name)}"
                : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(", ", typeArguments)}>";

        public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

        public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSZArrayType(string elementType) => $"{elementType}[]";

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{shape.Rank}]";

        public string GetByReferenceType(string elementType) => $"{elementType}&";

        public string GetPointerType(string elementType) => $"{elementType}*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function";
    }
}
