using System.Text.Json.Serialization;
using Connector.Jobs.Epochs;
using Connector.Jobs.Ledger;
using Connector.Jobs.Mapping;
using Connector.Jobs.Notices;
using Connector.Jobs.Operations;
using Connector.Jobs.Queue;
using Connector.Jobs.Subscriptions;
using Connector.Jobs.Undo;

namespace Connector.Jobs;

/// <summary>The JSON of records that are stored whole.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EntityReport))]
[JsonSerializable(typeof(WriteIntent))]
[JsonSerializable(typeof(MappingReport))]
[JsonSerializable(typeof(SubscriptionReport))]
[JsonSerializable(typeof(OpenNotice))]
[JsonSerializable(typeof(ApprovalDetail))]
[JsonSerializable(typeof(UndoDetail))]
[JsonSerializable(typeof(Selection))]
[JsonSerializable(typeof(OperationItem))]
[JsonSerializable(typeof(Dictionary<string, long>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(FieldChange[]))]
[JsonSerializable(typeof(Dictionary<string, string?>))]
[JsonSerializable(typeof(EpochMark))]
internal sealed partial class JobsJson : JsonSerializerContext;
