namespace Connector.Sandbox.Tenant.Search;

/// <summary>What a column holds, which decides the operators it takes.</summary>
internal enum ColumnKind
{
    /// <summary><see cref="int"/>.</summary>
    Number,

    /// <summary><see cref="string"/>.</summary>
    Text,

    /// <summary><see cref="DateTimeOffset"/>.</summary>
    Date,

    /// <summary><see cref="bool"/>.</summary>
    Flag,

    /// <summary><see cref="decimal"/>, which can be read but not filtered by.</summary>
    Money,
}
