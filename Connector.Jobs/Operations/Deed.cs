namespace Connector.Jobs.Operations;

/// <summary>Something that a person does now; it becomes an <see cref="Operation"/>.</summary>
/// <param name="By">Who, see <see cref="OperatorName"/>.</param>
/// <param name="What">A stable word, as <see cref="Operation.What"/> lists them.</param>
/// <param name="Target">What it is done to, such as a tenant.</param>
/// <param name="Detail">To how many, and which; no names and no values.</param>
public sealed record Deed(string By, string What, string Target, string Detail);
