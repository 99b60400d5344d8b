using System.ComponentModel.DataAnnotations;

namespace Connector.Worker.Spending;

/// <summary>What a tenant's analyses may cost, section <c>Tenant:Spend</c>. At either cap the tenant is held until its next day, or a raised cap.</summary>
public sealed class SpendOptions
{
    /// <summary>Analyses begun a day; 0: none. Default 500.</summary>
    [Range(0, 1_000_000, ErrorMessage = "Tenant:Spend:CallsPerDay must be between {1} and {2}.")]
    public int CallsPerDay { get; set; } = 500;

    /// <summary>Money a day, in <see cref="Currency"/>; 0: none. Default 25.</summary>
    [Range(typeof(decimal), "0", "1000000", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true,
        ErrorMessage = "Tenant:Spend:AmountPerDay must be between {1} and {2}.")]
    public decimal AmountPerDay { get; set; } = 25m;

    /// <summary>The currency of both amounts, an ISO 4217 code. An answer in another one counts as <see cref="ExpectedCost"/>. Default EUR.</summary>
    [RegularExpression("^[A-Z]{3}$", ErrorMessage = "Tenant:Spend:Currency must be an ISO 4217 code, such as EUR.")]
    public string Currency { get; set; } = "EUR";

    /// <summary>What an analysis is taken to cost until its answer says, and permanently if it does not. Default 0.05.</summary>
    [Range(typeof(decimal), "0", "1000", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true,
        ErrorMessage = "Tenant:Spend:ExpectedCost must be between {1} and {2}.")]
    public decimal ExpectedCost { get; set; } = 0.05m;
}
